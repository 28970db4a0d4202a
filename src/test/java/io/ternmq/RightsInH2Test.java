package io.ternmq;

import io.ternmq.access.real.RealDatabase;
import org.jspecify.annotations.Nullable;

/** The file that is there without any setting. */
class RightsInH2Test extends RightsSuite {
    @Override
    @Nullable
    RealDatabase freshDatabase() {
        return null;
    }
}
