#pragma once

#include "core/date.hpp"
#include "core/timestamp.hpp"
#include "market/timeframe.hpp"
#include "vendor/answers.hpp"

namespace tw::vendor {

/// Puts the rows in order, oldest first. Of several with one label the one that the vendor sent
/// last wins, and the others count as `repeats_merged`: pages overlap at their seams.
void put_in_order(History& history);

/// Drops rows with a label, and actions with an ex-date, outside [from, to].
void keep_range(History& history, Timestamp from, Timestamp to);

/// Returns the label of the New York bar of `timeframe` that holds `date`: midnight UTC of its
/// first session, whichever day of a week or month the vendor dates it by.
///
/// Requires a timeframe that is not intraday.
Timestamp us_session_label(Date date, Timeframe timeframe);

}  // namespace tw::vendor
