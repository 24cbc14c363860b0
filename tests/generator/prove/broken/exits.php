<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

/** Takes its process along. */
return function (Event $event, Ows $ows): Decision {
    exit(3);
};
