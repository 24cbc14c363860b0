<?php

declare(strict_types=1);

namespace Owskit\Store;

/** The store cannot be reached or written: nothing is written to OTYS, and a delivery is kept elsewhere. */
final class StoreFails extends \RuntimeException
{
}
