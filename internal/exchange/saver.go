package exchange

// A saver saves one batch in the background, while the next is being decided: the database and this program each have
// work to do meanwhile. The zero saver has nothing in hand.
type saver struct{ done chan error }

// begin hands it a batch to save, once it is done with the one before; the error is that one's.
func (s *saver) begin(save func() error) error {
	if err := s.wait(); err != nil {
		return err
	}
	done := make(chan error, 1)
	s.done = done
	go func() { done <- save() }()
	return nil
}

// wait returns once nothing is being saved any more, with what went wrong since it was last asked.
func (s *saver) wait() error {
	if s.done == nil {
		return nil
	}
	err := <-s.done
	s.done = nil
	return err
}
