// A program of more than 3 MB, as Go links in what these packages need, that does little.
package main

import (
	"encoding/json"
	"fmt"
	"regexp"
)

func main() {
	text, err := json.Marshal(map[string]int{"a": 1})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
	fmt.Println(regexp.MustCompile("a+").FindString("caat"))
}
