"""One check: X's surfaces and the controls, asked at the same time and judged together.

May import: computer, domain, net, sources.
"""
