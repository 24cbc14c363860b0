<?php

declare(strict_types=1);

namespace Owskit;

/**
 * One service call that somebody made in OTYS: what a handler is given.
 *
 * Values change their type freely (1, "1", true): compare ids as text. They are personal data, so they are left out when
 * an event is dumped.
 */
final class Event
{
    /**
     * @param string                  $serviceCall short name, such as "CandidateService.updateEx"
     * @param string|null             $uid         the record; null where the call has no single one (a change of many)
     * @param array<array-key, mixed> $changes     what an update **changed**: what is not in it was not touched
     * @param list<mixed>             $args        all arguments as OTYS counts them: 0 was the session, 1 is the first
     * @param mixed                   $result      what OWS answered
     * @param string|null             $client      whose data; null where OTYS did not say
     * @param string|null             $user        who did it; null where OTYS did not say
     */
    public function __construct(
        public readonly string $serviceCall,
        public readonly ?string $uid,
        public readonly array $changes = [],
        public readonly array $args = [],
        public readonly mixed $result = null,
        public readonly ?string $client = null,
        public readonly ?string $user = null,
    ) {
    }

    /**
     * The records, as text: the one, or all of a change of many at once; empty where none is known.
     *
     * @return list<string>
     */
    public function uids(): array
    {
        return $this->uid !== null ? [$this->uid] : Entities::uidsOf($this->serviceCall, $this->args, $this->result);
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['serviceCall' => $this->serviceCall, 'uid' => $this->uid, 'client' => $this->client, 'user' => $this->user];
    }
}
