"""What we do: rules, use cases, letters, the outside world. Nothing here renders a page or commits."""
