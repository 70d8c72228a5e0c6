#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/rounding.hpp"
#include "market/bar.hpp"
#include "market/quote.hpp"
#include "market/session_calendar.hpp"
#include "market/session_cursor.hpp"
#include "market/timeframe.hpp"

namespace tw::inline market {

/// What became of a print or a finer bar that was fed to a `BarBuilder`.
enum class Fed : std::uint8_t {
  Taken,
  TakenOutOfOrder,  ///< Older than the last one, but its bar was open: it is not the close.
  Late,             ///< Its bar is closed already. In no bar.
  OutsideHours,     ///< Not in the hours asked for. In no bar.
  Straddles,        ///< A bar that reaches out of the bar in which it begins. In no bar.
  VolumeOverflow,   ///< The volume would leave its type. In no bar.
};
inline constexpr std::size_t kFedKinds = 6;

/// Returns one lower-case word or two: "late", "outside hours".
const char* to_string(Fed fed);

/// The answer to one input: what became of it, and the bar that it showed to be over.
struct BarUpdate {
  Fed fed = Fed::Taken;
  std::optional<Bar> closed;
};

/// Builds bars of one timeframe, keyed by session, from prints or from finer bars.
///
///   BarBuilder builder{instrument, SessionCalendar::of(CalendarKind::Nyse), {.timeframe = five}};
///   if (const auto closed = builder.update(print).closed) use(*closed);
///   if (const auto closed = builder.advance(now)) use(*closed);  // A quiet market closes bars
///   too.
///
/// Intraday bars count from the session's open; the last one ends at the close. With extended hours
/// the hours before the open and after the close count from their own beginnings, and a day holds
/// all three. Weeks are ISO weeks and end with their last session; months, quarters (3mo) and years
/// (12mo) follow the calendar; N days are N sessions, counted from the first one fed. A span
/// without a print or a bar has no bar.
///
/// A bar of a day or more starts at the open of the first session fed, carries the date of the last
/// one, and ends at the close of the last session that the calendar has in its span.
class BarBuilder {
 public:
  struct Options {
    Timeframe timeframe;
    bool extended_hours = false;
  };

  BarBuilder(InstrumentId instrument, const SessionCalendar& calendar, Options options);

  /// Feeds a trade. Trades on dates without a session are outside hours.
  BarUpdate update(const Print& print);
  /// Feeds a bar by its session and start. A date off the calendar has the usual hours.
  BarUpdate update(const Bar& bar);

  /// Returns the open bar when it ends at `now` or before; nothing else closes a bar in a lull.
  std::optional<Bar> advance(Timestamp now);
  /// Returns the open bar as it stands, because nothing more will come. One of a day or more then
  /// ends at the close of the last session fed; what comes for it afterwards is late.
  std::optional<Bar> flush();

  /// Returns how many inputs became what.
  std::int64_t count(Fed fed) const { return counts_[static_cast<std::size_t>(fed)]; }

 private:
  /// The hours of one session, and those of them that count.
  struct Day {
    Session regular;
    Session counted;
    bool is_assumed = true;
  };
  /// The span of one bar.
  struct Bucket {
    Timestamp from;  ///< Inputs at [from, until) belong to it.
    Timestamp until;
    Timestamp end;  ///< When it is known.
  };
  struct Input {
    Timestamp at;
    Timestamp end;
    Price open;
    Price high;
    Price low;
    Price close;
    Wide volume;  ///< Units: 1e-8, so that small prints are not rounded one by one.
  };

  void move_to_day(Date date);
  Bucket bucket_of(Timestamp at) const;
  Bucket intraday_bucket(Timestamp at) const;
  Bucket period_bucket() const;
  BarUpdate feed(const Input& input);
  Timestamp traded_until(const Input& input) const;
  Fed add(const Input& input);
  void begin(const Bucket& bucket, const Input& input);
  Bar close_at(Timestamp end);

  // Constant after construction.
  InstrumentId instrument_;
  const SessionCalendar* calendar_;
  Options options_;

  // Moves with the session of the last input.
  SessionCursor cursor_;
  Day day_;

  // Moves with every input. `bar_` and `bucket_` hold while `is_open_`.
  bool is_open_ = false;
  Bucket bucket_{};
  Bar bar_{};
  Wide volume_ = 0;
  Timestamp first_at_{};
  Timestamp last_at_{};
  Timestamp last_close_{};             ///< The close of the last session fed.
  Timestamp closed_until_{INT64_MIN};  ///< Bars that end here or before have been returned.
  std::array<std::int64_t, kFedKinds> counts_{};
};

}  // namespace tw::inline market
