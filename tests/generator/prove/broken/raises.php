<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

/** Fails on every event. */
return function (Event $event, Ows $ows): Decision {
    throw new RuntimeException('a name that must not be shown: Jansen');
};
