.PHONY: quick
quick:
	mvn -Dquick test
