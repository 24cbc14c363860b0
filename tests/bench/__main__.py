from tests.bench import proxy, startup

startup.main()
print()
proxy.main()
