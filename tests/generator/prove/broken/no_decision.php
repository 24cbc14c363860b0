<?php

declare(strict_types=1);

use Owskit\{Event, Ows};

/** Does nothing, and says nothing of it. */
return function (Event $event, Ows $ows) {
};
