"""One module per page; each has one `page` function that the router names."""
