from tests.bench import catalogue, deliveries, importing, proxy, startup

startup.main()
print()
importing.main()
print()
proxy.main()
print()
catalogue.main()
print()
deliveries.main()
