"""Growth: what the judge costs in time and memory as histories grow, for many shapes of them."""
