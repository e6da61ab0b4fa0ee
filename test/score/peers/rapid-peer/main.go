// The mutants tried by rapid: an action a call, skipped where the call is not allowed, and a model that is the table.
//
//	rapid-peer TABLE STEPS COMMAND...
//
// COMMAND starts the server of the mutants; mutant-server.ts says what is spoken there.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type table struct{ Next, Output, Accepts [][]int }

type server struct {
	in  *bufio.Writer
	out *bufio.Reader
}

func (s server) say(message string) { s.in.WriteString(message + "\n") }

func (s server) ask(message string) string {
	s.say(message)
	must(s.in.Flush())
	line, err := s.out.ReadString('\n')
	must(err)
	return strings.TrimSpace(line)
}

// campaign is one job. It is the test that rapid reports to as well, and shows nothing of what it is told.
type campaign struct {
	rapid.TB
	server  server
	table   table
	shrinks bool
	failed  bool
}

func (c *campaign) Helper()               {}
func (c *campaign) Name() string          { return "campaign" }
func (c *campaign) Log(...any)            {}
func (c *campaign) Logf(string, ...any)   {}
func (c *campaign) Errorf(string, ...any) { c.failed = true }
func (c *campaign) Failed() bool          { return c.failed }
func (c *campaign) FailNow()              { runtime.Goexit() }

func (c *campaign) property(t *rapid.T) {
	state := 0
	c.server.say("reset")
	actions := map[string]func(*rapid.T){}
	for input := range c.table.Next[0] {
		actions[fmt.Sprintf("call %02d", input)] = func(t *rapid.T) {
			if c.table.Next[state][input] < 0 {
				t.SkipNow()
			}
			c.call(t, state, input)
			state = c.table.Next[state][input]
		}
	}
	t.Repeat(actions)
}

func (c *campaign) call(t *rapid.T, state, input int) {
	response, err := strconv.Atoi(c.server.ask(strconv.Itoa(input)))
	must(err)
	if response < 0 {
		// Ends the goroutine of the campaign, and so is no failure: there is nothing left to spend or to find.
		runtime.Goexit()
	}
	if !slices.Contains(c.table.Accepts[c.table.Output[state][input]], response) {
		c.server.say("objects")
		if !c.shrinks {
			runtime.Goexit()
		}
		t.Fatalf("call %d", input)
	}
}

func (c *campaign) run(seed string) {
	must(flag.Set("rapid.seed", seed))
	done := make(chan struct{})
	go func() {
		defer close(done)
		rapid.Check(c, c.property)
	}()
	<-done
	c.server.say("end")
}

func main() {
	tableFile, steps, command := os.Args[1], os.Args[2], os.Args[3:]
	testing.Init()
	must(flag.CommandLine.Parse([]string{
		"-rapid.checks=1000000", "-rapid.steps=" + steps, "-rapid.nofailfile", "-rapid.shrinktime=1h",
	}))
	text, err := os.ReadFile(tableFile)
	must(err)
	var model table
	must(json.Unmarshal(text, &model))

	process := exec.Command(command[0], command[1:]...)
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	must(err)
	out, err := process.StdoutPipe()
	must(err)
	must(process.Start())
	mutants := server{bufio.NewWriter(in), bufio.NewReader(io.Reader(out))}
	for {
		job := mutants.ask("job")
		if job == "done" {
			break
		}
		seed, shrinks, _ := strings.Cut(job, " ")
		(&campaign{server: mutants, table: model, shrinks: shrinks == "1"}).run(seed)
	}
	must(in.Close())
	must(process.Wait())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
