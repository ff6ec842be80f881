package main

import (
	"fmt"
	"runtime/debug"
)

// versionVerb is `attune version`.
type versionVerb struct{}

// Help is shown below the verb's flags.
func (versionVerb) Help() string { return "Example: attune version" }

// Run writes the version this binary was built as.
func (versionVerb) Run(o *office) error {
	_, err := fmt.Fprintln(o.stdout, "attune", version())
	return err
}

// version is the module's version, or the revision it was built from where it has none.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return "unversioned"
}
