from tests.bench import catalogue, importing, proxy, startup

startup.main()
print()
importing.main()
print()
proxy.main()
print()
catalogue.main()
