#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/date.hpp"
#include "core/timestamp.hpp"
#include "market/corporate_action.hpp"
#include "market/timeframe.hpp"
#include "vendor/answers.hpp"
#include "vendor/outcome.hpp"

namespace tw::vendor {

/// Puts the rows in order, oldest first. Of several with one label the one that the vendor sent
/// last wins, and the others count as `repeats_merged`: pages overlap at their seams.
void put_in_order(History& history);

/// Makes room for so many more rows, and for as many again as there are: pages come one by one, and
/// to make room for just the next one would copy all rows each time.
void make_room(History& history, std::size_t rows);

/// Adds the rows, actions and counts of another page or window of the same question.
void append(History& history, History&& next);

/// Drops rows with a label, and actions with an ex-date, outside [from, to].
void keep_range(History& history, Timestamp from, Timestamp to);

/// Drops intraday rows that lie wholly outside New York's regular hours, for vendors whose bars
/// carry no session flag. A bar of 09:00 to 10:00 stays: it holds the open.
void keep_us_regular_hours(History& history);

/// Marks rows whose bar was not over, and published, when the vendor answered at `answered_at`.
///
/// Long bars of New York end at their last session's close; elsewhere they are surely over when
/// the date is past everywhere on earth. Without the moment, the last row might still change.
void mark_running(History& history, std::optional<Timestamp> answered_at);

/// Returns a split of `shares_new` for every `shares_old`, as whole numbers in lowest terms; a
/// factor such as 1.025 becomes 41 for 40. Nothing unless both are positive and come out whole.
std::optional<CorporateAction> split_action(Date ex_date, double shares_new, double shares_old);

/// Returns the refusal of a range in which there is nothing.
Refusal no_bars(const std::string& symbol);

/// Returns the label of the New York bar of `timeframe` that holds `date`: midnight UTC of its
/// first session, whichever day of a week or month the vendor dates it by.
///
/// Requires a timeframe that is not intraday.
Timestamp us_session_label(Date date, Timeframe timeframe);

}  // namespace tw::vendor
