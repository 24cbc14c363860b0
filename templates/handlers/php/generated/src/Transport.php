<?php

declare(strict_types=1);

namespace Owskit;

/** How a request gets to OWS. Tests put an OWS of their own here. */
interface Transport
{
    /**
     * Status and body of the answer. What may not be repeated is sent at most once, also where a connection breaks.
     *
     * @return array{int, string}
     * @throws OwsError
     */
    public function post(string $url, string $body, bool $mayBeRepeated): array;
}
