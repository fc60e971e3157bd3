import { getArguments, getEnvironment } from 'wasi:cli/environment@0.2.12';
import { now } from 'wasi:clocks/wall-clock@0.2.12';
import { getRandomU64 } from 'wasi:random/random@0.2.12';

export const run = {
  run() {
    console.log('args ' + JSON.stringify(getArguments().slice(1)));
    console.log('env ' + JSON.stringify(Object.fromEntries(getEnvironment())));
    console.log('random ' + typeof getRandomU64() + ', now ' + (now().seconds > 1600000000n));
    const words = new Map();
    for (const w of 'the quick brown fox jumps over the lazy dog the end'.split(' ')) words.set(w, (words.get(w) ?? 0) + 1);
    console.log(JSON.stringify([...words].sort()));
    console.error('to stderr: ünïcödé 🦊');
    console.log([1.5, NaN, -0, 1e21].map(String).join(' ') + ' ' + /(\d+)-(\w+)/u.exec('12-ab').slice(1));
  },
};
