<?php

declare(strict_types=1);

namespace Owskit;

/** One call that is about to be made, as the guards look at it and the ledger keeps it. */
final class Write
{
    /**
     * @param string $row     id of its ledger row
     * @param string $entity  what is written, which need not be what the delivery was about
     * @param int    $hop     of the delivery that it will cause
     * @param string $wanted  fingerprint of what the handler asked for, by which a second run knows it again
     * @param string $user    whose day it is counted to
     * @param int    $lease   in flight beyond this time it is unknown
     * @param string $swing   digest of what changes from what to what; empty where it was not compared
     * @param bool   $counted a write. A read of a call that wakes us has a row in the ledger and nothing else
     * @param bool   $secret  what OWS answers is one, and is not kept for a second run
     * @param string $leased  the record that the job has a lease of; $token is the proof that it is still ours, empty for none
     */
    public function __construct(
        public readonly string $row,
        public readonly string $fingerprint,
        public readonly string $handler,
        public readonly string $entity,
        public readonly string $root,
        public readonly int $hop,
        public readonly bool $chain,
        public readonly string $delivery,
        public readonly string $wanted,
        public readonly string $user,
        public readonly int $at,
        public readonly int $lease,
        public readonly string $swing = '',
        public readonly bool $counted = true,
        public readonly bool $secret = false,
        public readonly string $leased = '',
        public readonly string $token = '',
    ) {
    }
}
