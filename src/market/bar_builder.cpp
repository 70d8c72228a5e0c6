#include "market/bar_builder.hpp"

#include <algorithm>
#include <limits>

#include "core/assert.hpp"
#include "market/calendar_period.hpp"

namespace tw::inline market {
namespace {

// Prints count in 1e-8, bars in 1e-4.
constexpr std::int64_t kRawPerVolume = Quantity::kScale / Volume::kScale;
constexpr Wide kVolumeMax = Wide{std::numeric_limits<std::int64_t>::max()} * kRawPerVolume;

Volume rounded_volume(Wide raw) {
  const auto volume = divide_rounded(raw, Wide{kRawPerVolume}, Rounding::HalfEven);
  TW_ASSERT(volume.has_value());  // `add` lets nothing larger in.
  return Volume::from_raw(*volume);
}

}  // namespace

const char* to_string(Fed fed) {
  switch (fed) {
    case Fed::Taken:
      return "taken";
    case Fed::TakenOutOfOrder:
      return "taken out of order";
    case Fed::Late:
      return "late";
    case Fed::OutsideHours:
      return "outside hours";
    case Fed::Straddles:
      return "straddles";
    case Fed::VolumeOverflow:
      return "volume overflow";
  }
  return "unknown";
}

BarBuilder::BarBuilder(InstrumentId instrument, const SessionCalendar& calendar, Options options)
    : instrument_{instrument}, calendar_{&calendar}, options_{options}, cursor_{calendar} {
  TW_ASSERT(options.timeframe.count >= 1);
  move_to_day(Date{});
}

BarUpdate BarBuilder::update(const Print& print) {
  TW_ASSERT(print.instrument == instrument_);
  const Date date = cursor_.date_of(print.event_at);
  if (date != day_.regular.date) move_to_day(date);
  BarUpdate result{.fed = Fed::OutsideHours, .closed = {}};
  if (!day_.is_assumed && day_.counted.contains(print.event_at)) {
    result = feed({.at = print.event_at,
                   .end = print.event_at,
                   .open = print.price,
                   .high = print.price,
                   .low = print.price,
                   .close = print.price,
                   .volume = print.size.raw()});
  }
  counts_[static_cast<std::size_t>(result.fed)] += 1;
  return result;
}

BarUpdate BarBuilder::update(const Bar& bar) {
  TW_ASSERT(bar.instrument == instrument_);
  if (bar.session != day_.regular.date) move_to_day(bar.session);
  BarUpdate result{.fed = Fed::OutsideHours, .closed = {}};
  if (bar.end > day_.counted.open && bar.start < day_.counted.close) {
    result = feed({.at = bar.start,
                   .end = bar.end,
                   .open = bar.open,
                   .high = bar.high,
                   .low = bar.low,
                   .close = bar.close,
                   .volume = Wide{bar.volume.raw()} * kRawPerVolume});
  }
  counts_[static_cast<std::size_t>(result.fed)] += 1;
  return result;
}

std::optional<Bar> BarBuilder::advance(Timestamp now) {
  if (!is_open_ || bucket_.end > now) return std::nullopt;
  return close_at(bucket_.end);
}

std::optional<Bar> BarBuilder::flush() {
  if (!is_open_) return std::nullopt;
  return close_at(options_.timeframe.is_intraday() ? bucket_.end : last_close_);
}

void BarBuilder::move_to_day(Date date) {
  const auto session = calendar_->session(date);
  day_.is_assumed = !session;
  day_.regular = session ? *session : calendar_->session_or_assumed(date);
  day_.counted =
      options_.extended_hours ? calendar_->extended_session_or_assumed(date) : day_.regular;
}

BarUpdate BarBuilder::feed(const Input& input) {
  const bool is_before_bucket = is_open_ && input.at < bucket_.from;
  if (is_before_bucket || input.at < closed_until_) return {.fed = Fed::Late, .closed = {}};
  const bool stays = is_open_ && input.at < bucket_.until;
  const Bucket bucket = stays ? bucket_ : bucket_of(input.at);
  if (input.at < bucket.from || traded_until(input) > bucket.until) {
    return {.fed = Fed::Straddles, .closed = {}};
  }

  BarUpdate result;
  if (is_open_ && !stays) result.closed = close_at(bucket_.end);
  if (!is_open_) begin(bucket, input);
  result.fed = add(input);
  return result;
}

Timestamp BarBuilder::traded_until(const Input& input) const {
  // A vendor's last bar of the day may name an end after the close, when nothing traded any more.
  if (input.at < day_.regular.open) return input.end;
  const bool is_regular = input.at < day_.regular.close;
  return std::min(input.end, is_regular ? day_.regular.close : day_.counted.close);
}

BarBuilder::Bucket BarBuilder::bucket_of(Timestamp at) const {
  return options_.timeframe.is_intraday() ? intraday_bucket(at) : period_bucket();
}

BarBuilder::Bucket BarBuilder::intraday_bucket(Timestamp at) const {
  // Each part of the day counts from its own beginning: before the open, regular, after the close.
  Timestamp part_from = day_.regular.open;
  Timestamp part_until = day_.regular.close;
  if (at < day_.regular.open) {
    part_from = day_.counted.open;
    part_until = day_.regular.open;
  } else if (at >= day_.regular.close) {
    part_from = day_.regular.close;
    part_until = day_.counted.close;
  }
  const std::int64_t span = options_.timeframe.span().ns;
  const Timestamp from = part_from + Duration{(at - part_from).ns / span * span};
  const Timestamp until = std::min(from + Duration{span}, part_until);
  return {.from = from, .until = until, .end = until};
}

BarBuilder::Bucket BarBuilder::period_bucket() const {
  if (options_.timeframe == kDaily) {
    return {.from = day_.counted.open, .until = day_.counted.close, .end = day_.counted.close};
  }
  const auto hours = [&](Date date) {
    return options_.extended_hours ? calendar_->extended_session_or_assumed(date)
                                   : calendar_->session_or_assumed(date);
  };
  const CalendarPeriod period = period_of(day_.regular.date, options_.timeframe, *calendar_);
  const Date last_session = calendar_->previous_session(period.last + 1).date;
  return {.from = hours(period.first).open,
          .until = hours(period.last).close,
          .end = hours(std::max(last_session, day_.regular.date)).close};
}

void BarBuilder::begin(const Bucket& bucket, const Input& input) {
  const bool is_intraday = options_.timeframe.is_intraday();
  bucket_ = bucket;
  bar_ = {.instrument = instrument_,
          .start = is_intraday ? bucket.from : std::min(day_.counted.open, input.at),
          .open = input.open,
          .high = input.high,
          .low = input.low,
          .close = input.close};
  volume_ = 0;
  first_at_ = input.at;
  last_at_ = input.at;
  is_open_ = true;
}

Fed BarBuilder::add(const Input& input) {
  if (input.volume > kVolumeMax - volume_) return Fed::VolumeOverflow;
  volume_ += input.volume;
  bar_.high = std::max(bar_.high, input.high);
  bar_.low = std::min(bar_.low, input.low);
  if (input.at < first_at_) {
    first_at_ = input.at;
    bar_.open = input.open;
  }
  if (input.at < last_at_) return Fed::TakenOutOfOrder;
  last_at_ = input.at;
  bar_.close = input.close;
  bar_.session = day_.regular.date;
  last_close_ = day_.counted.close;
  // A file may have a day after the last that the calendar has in this week or month.
  if (!options_.timeframe.is_intraday()) bucket_.end = std::max(bucket_.end, last_close_);
  return Fed::Taken;
}

Bar BarBuilder::close_at(Timestamp end) {
  Bar bar = bar_;
  bar.end = end;
  bar.volume = rounded_volume(volume_);
  closed_until_ = bucket_.until;
  is_open_ = false;
  return bar;
}

}  // namespace tw::inline market
