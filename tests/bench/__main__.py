from tests.bench import importing, proxy, startup

startup.main()
print()
importing.main()
print()
proxy.main()
