"""Work away from the cards: projects, routes, and the portfolio of what was done."""
