"""The binder's parts: what each one says, copies of agreements on its pages, and one tagged file of all."""
