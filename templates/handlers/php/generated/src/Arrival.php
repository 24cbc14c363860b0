<?php

declare(strict_types=1);

namespace Owskit;

/** A delivery as the store is asked about it. Times are milliseconds since 1970. */
final class Arrival
{
    /**
     * @param string $actor who did it; empty where nobody is named
     * @param string $mark  of the session that made the call; empty where OTYS keeps it back
     * @param bool   $kept  some trigger wants it. One that nobody wants still takes its row from the ledger and counts
     * @param bool   $again it comes from the spool, so the store may have it already
     */
    public function __construct(
        public readonly string $id,
        public readonly int $received,
        public readonly string $entity,
        public readonly string $serviceCall,
        public readonly string $payload,
        public readonly string $fingerprint,
        public readonly string $actor,
        public readonly string $mark,
        public readonly bool $kept,
        public readonly bool $again = false,
    ) {
    }
}
