<?php

declare(strict_types=1);

namespace Owskit\Tests;

use Owskit\Store\StoreFails;

/** Ends a run as the death of its process does: nothing is given back. What is no StoreFails would be a retry. */
final class Died extends StoreFails
{
}
