"""What we do about it: the journey of a case from its files to what a person decides, reads or signs."""
