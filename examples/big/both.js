import { getArguments, getEnvironment } from 'wasi:cli/environment@0.2.12';
import { now } from 'wasi:clocks/wall-clock@0.2.12';
import { getRandomU64 } from 'wasi:random/random@0.2.12';
import { Fields, OutgoingBody, OutgoingResponse, ResponseOutparam } from 'wasi:http/types@0.2.12';

const utf8 = new TextEncoder();

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

export const incomingHandler = {
  handle(request, out) {
    const names = request.headers().entries().map(([name]) => name).filter((name) => name.startsWith('x-'));
    const response = new OutgoingResponse(Fields.fromList([['content-type', utf8.encode('text/plain')]]));
    const body = response.body();
    ResponseOutparam.set(out, { tag: 'ok', val: response });
    const stream = body.write();
    stream.blockingWriteAndFlush(utf8.encode(`${request.method().tag} ${request.pathWithQuery()} ${names} ünïcödé 🦊\n`));
    stream[Symbol.dispose]();
    OutgoingBody.finish(body, undefined);
  },
};
