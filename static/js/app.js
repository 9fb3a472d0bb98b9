// The entry: every custom element registers itself when its module is loaded.
