"""Where people stand: pages, the chat's interface, the command line, and the processes behind them."""

__version__ = "0.1.0"
