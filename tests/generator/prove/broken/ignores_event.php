<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

/** Looks at no event, and writes the same to the record each time: that comes to rest. */
return function (Event $event, Ows $ows): Decision {
    $ows->update('VacancyService.update', $event->uid, ['location' => 'Zaltbommel']);
    return Decision::done();
};
