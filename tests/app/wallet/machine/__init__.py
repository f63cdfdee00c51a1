"""Random lives of wallets beside a model in plain Python; `running.py` says how they are run and replayed."""
