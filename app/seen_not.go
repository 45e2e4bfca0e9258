//go:build !test

package main

import "flag"

func seenFlags(*flag.FlagSet, *Options) {}

func (p *program) tellSeen() (stop func()) { return func() {} }
