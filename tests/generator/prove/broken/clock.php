<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

/** Writes what time it is, to the second. */
return function (Event $event, Ows $ows): Decision {
    $ows->update('VacancyService.update', $event->uid, ['extraInfo9' => date('H:i:s')]);
    return Decision::done();
};
