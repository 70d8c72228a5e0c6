#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "market/session_calendar.hpp"
#include "strategies/volume_filter.hpp"
#include "strategy/position_exits.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Trades the first close outside the range of a session's first minutes, once a session, and is
/// out before the session ends.
///
/// Hours are those of the instrument's calendar, early closes among them; bars outside regular
/// hours are not looked at. The stop is an order at the other end of the range.
class OpeningRange {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "opening_range";
  static constexpr std::string_view kDoc =
      "Buys the first close above the range of the session's first `minutes`, stops at its other "
      "end, and is flat before the session ends. For intraday bars.";
  static constexpr std::string_view kSource = "Crabel 1990; Zarattini and Aziz 2023";
  static constexpr std::array<std::string_view, 2> kSides{"long", "both"};
  static constexpr auto kParameters = strategy::with_exits(std::array{
      strategy::integer("minutes", 30, 1, 360, "of the opening range; below last_entry"),
      strategy::integer("last_entry", 240, 2, 1440,
                        "minutes after the open; no entry from then on"),
      strategy::integer("flat_before", 5, 1, 360, "minutes before the close at which it leaves"),
      strategy::choice("side", kSides, "long: upward alone; both: short below the range"),
      strategy::number("target", 0.0, 0.0, 100.0, "target, in heights of the range; 0 is none"),
      strategy::integer("volume", 0, 0, 1000, "bars of the usual volume; 0 does not ask for any"),
      strategy::number("volume_ratio", 1.5, 0.0, 100.0, "volume of a breakout, in usual ones"),
  });

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[0] >= values[1]) return "minutes must be below last_entry";
    return std::nullopt;
  }

  OpeningRange(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        range_span_{Duration::minutes(strategy::as_int(values[0]))},
        entry_span_{Duration::minutes(strategy::as_int(values[1]))},
        flat_span_{Duration::minutes(strategy::as_int(values[2]))},
        goes_short_{values[3] == 1.0},
        target_{values[4]},
        volume_{strategy::as_int(values[5]), values[6]},
        exits_{instrument, values} {}

  /// The range itself is of a session and not of so many bars: before it is there, it waits.
  int warmup_bars() const { return std::max({volume_.warmup(), exits_.warmup_bars(), 1}); }

  void on(const Bar& bar, strategy::Context& context) {
    const bool leaves = exits_.update(bar, context);
    const bool is_confirmed = volume_.update(bar);
    if (bar.session != session_.date || !is_known_) begin_session(bar, context);
    if (bar.start < session_.open || bar.start >= session_.close) {
      if (bar.end <= session_.open || leaves) return;
      return leave(context);  // Held beyond its hours, because a bar to leave on was missing.
    }
    const bool is_over = bar.end + flat_span_ >= session_.close;
    if (bar.end <= session_.open + range_span_) widen(bar);
    if (!context.is_warm() || leaves) return;
    if (is_over || is_stale_) return leave(context);
    if (is_complete(bar) && is_confirmed) consider(bar, context);
  }

 private:
  void begin_session(const Bar& bar, strategy::Context& context) {
    const Instrument& instrument = context.instrument(instrument_);
    session_ = SessionCalendar::of(instrument.calendar).session_or_assumed(bar.session);
    is_known_ = true;
    has_range_ = false;
    has_traded_ = false;
    is_stale_ = context.position(instrument_).raw() != 0;  // From a session before.
  }

  void widen(const Bar& bar) {
    high_ = has_range_ ? std::max(high_, bar.high) : bar.high;
    low_ = has_range_ ? std::min(low_, bar.low) : bar.low;
    has_range_ = true;
  }

  /// Whether the range is over and the bar lies behind it whole.
  bool is_complete(const Bar& bar) const {
    return has_range_ && bar.start >= session_.open + range_span_ &&
           bar.end < session_.open + entry_span_;
  }

  void consider(const Bar& bar, strategy::Context& context) {
    if (has_traded_ || !context.is_flat(instrument_)) return;
    const bool is_up = bar.close > high_;
    if (!is_up && (!goes_short_ || bar.close >= low_)) return;
    has_traded_ = true;
    const Side side = is_up ? Side::Buy : Side::Sell;
    const double height = (is_up ? 1.0 : -1.0) * (high_ - low_).as_double();
    strategy::Exits levels{.stop = is_up ? low_ : high_};
    const double target = bar.close.as_double() + target_ * height;
    if (target_ > 0.0 && target > 0.0) levels.target = Price::from_double(target).value_or(Price{});
    context.saw({{"close", bar.close.as_double()},
                 {"range_high", high_.as_double()},
                 {"range_low", low_.as_double()}});
    context.enter(instrument_, side, is_up ? "above_range" : "below_range",
                  exits_.attached(side, bar.close, levels));
  }

  void leave(strategy::Context& context) {
    if (context.is_flat(instrument_)) return;
    context.saw({{"price", context.price(instrument_).as_double()}});
    context.exit(instrument_, "session_end");
  }

  // Constant after construction.
  InstrumentId instrument_;
  Duration range_span_;
  Duration entry_span_;
  Duration flat_span_;
  bool goes_short_;
  double target_;

  // Moves with every session.
  Session session_{};
  bool is_known_ = false;
  bool has_range_ = false;
  bool has_traded_ = false;
  bool is_stale_ = false;
  Price high_;
  Price low_;

  // Moves with every bar.
  VolumeFilter volume_;
  strategy::PositionExits exits_;
};

}  // namespace tw::strategies
