<?php

declare(strict_types=1);

namespace Owskit;

/** One trigger of triggers.yaml. */
final class Trigger
{
    /**
     * @param string          $handler      the file in handlers/
     * @param list<string>    $serviceCalls which calls wake it
     * @param list<Condition> $when         all of them must hold
     * @param string          $profile      mirror, enrich or chain
     * @param string          $actor        dedicated or shared: whether the integration's user is a person's too
     * @param list<string>    $keep         calls that are handled although our own user made them
     */
    public function __construct(
        public readonly string $name,
        public readonly string $handler,
        public readonly array $serviceCalls,
        public readonly array $when = [],
        public readonly string $profile = 'enrich',
        public readonly string $actor = 'dedicated',
        public readonly array $keep = [],
    ) {
    }

    public function isChain(): bool
    {
        return $this->profile === 'chain';
    }
}
