#include "orders/order_request.hpp"

#include <array>
#include <cstddef>

namespace tw::inline orders {
namespace {

using enum Contradiction;

std::optional<Contradiction> contradiction_of_size(const OrderRequest& request) {
  const Size& size = request.size;
  if (size.is_fraction()) {
    if (size.fraction() > 1.0) return FractionAboveOne;
    if (request.time_in_force == TimeInForce::Fok) return FillOrKillFraction;
    return std::nullopt;
  }
  if (size.quantity().raw() < 0) return SizeNegative;
  if (size.quantity().raw() > 0) return std::nullopt;
  if (request.parent == kNoOrder) return size.needs_parent() ? ParentMissing : SizeIsZero;
  // Only an exit knows its size from its parent; another child is an order of its own.
  return request.reduce_only ? std::nullopt : std::optional{SizeIsZero};
}

std::optional<Contradiction> contradiction_of_prices(const OrderRequest& request) {
  const OrderType type = request.type;
  const bool trails = is_trailing(type);
  const bool has_fixed_stop = is_stop(type) && !trails;
  if (has_limit(type) && request.limit.raw() <= 0) return LimitNotPositive;
  if (has_fixed_stop ? request.stop.raw() <= 0 : request.stop.raw() < 0) return StopNotPositive;
  if (trails && request.trail.is_none()) return TrailNotPositive;
  if (request.trail.is_percent() && request.trail.percent() >= Ratio::whole(1)) {
    return TrailNotBelowOne;
  }
  if (request.limit_offset.raw() < 0) return LimitOffsetNegative;
  if (!has_limit(type) && request.limit.raw() != 0) return LimitUnused;
  if (!is_stop(type) && request.stop.raw() != 0) return StopUnused;
  if (!trails && !request.trail.is_none()) return TrailUnused;
  if (type != OrderType::TrailingStopLimit && request.limit_offset.raw() != 0) {
    return LimitOffsetUnused;
  }
  return std::nullopt;
}

std::optional<Contradiction> contradiction_of_time(const OrderRequest& request) {
  const bool has_expiry = request.expires_at != Timestamp{};
  const TimeInForce time = request.time_in_force;
  if (time == TimeInForce::Gtd && !has_expiry) return ExpiryMissing;
  if (time != TimeInForce::Gtd && has_expiry) return ExpiryUnused;
  const bool is_plain = request.type == OrderType::Market || request.type == OrderType::Limit;
  const bool is_once =
      time == TimeInForce::Ioc || time == TimeInForce::Fok || time == TimeInForce::Opg;
  if (is_once && !is_plain) return TimeInForceNotForType;
  if (is_on_close(request.type) && time == TimeInForce::Gtd) return TimeInForceNotForType;
  const bool is_auction = is_on_close(request.type) || time == TimeInForce::Opg;
  if (request.outside_hours && is_auction) return OutsideHoursNotForAuction;
  return std::nullopt;
}

void put_on_ticks(OrderRequest& request, Price tick) {
  if (tick.raw() == 0) return;
  request.limit =
      to_tick(request.limit, tick, request.side == Side::Buy ? Rounding::Down : Rounding::Up);
  request.stop = to_tick(request.stop, tick, Rounding::HalfEven);
}

}  // namespace

std::string_view to_string(OrderType type) {
  constexpr std::array<std::string_view, 8> kNames{
      "market",          "limit",         "stop",
      "stop_limit",      "trailing_stop", "trailing_stop_limit",
      "market_on_close", "limit_on_close"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string_view to_string(TimeInForce time_in_force) {
  constexpr std::array<std::string_view, 6> kNames{"day", "gtc", "ioc", "fok", "gtd", "opg"};
  return kNames[static_cast<std::size_t>(time_in_force)];
}

std::string_view to_string(Contradiction contradiction) {
  constexpr std::array<std::string_view, kContradictions> kNames{
      "size_is_zero",          "size_negative",
      "fraction_above_one",    "parent_missing",
      "limit_not_positive",    "stop_not_positive",
      "trail_not_positive",    "trail_not_below_one",
      "limit_offset_negative", "expiry_missing",
      "limit_unused",          "stop_unused",
      "trail_unused",          "limit_offset_unused",
      "expiry_unused",         "time_in_force_not_for_type",
      "fill_or_kill_fraction", "outside_hours_not_for_auction",
  };
  return kNames[static_cast<std::size_t>(contradiction)];
}

std::optional<Contradiction> contradiction(const OrderRequest& request) {
  if (const auto found = contradiction_of_size(request)) return found;
  if (const auto found = contradiction_of_prices(request)) return found;
  return contradiction_of_time(request);
}

OrderRequest on_grid(const OrderRequest& request, const Instrument& instrument) {
  OrderRequest gridded = request;  // And no other copy: what is returned is made where it goes.
  put_on_ticks(gridded, instrument.tick);
  if (!gridded.reduce_only && gridded.size.quantity().raw() != 0) {
    gridded.size = Size::units(to_lot(gridded.size.quantity(), instrument.lot));
  }
  return gridded;
}

OrderRequest in_units(OrderRequest request, const SplitScale& scale) {
  if (request.size.quantity().raw() != 0) {
    request.size = Size::units(scale.quantity_now(request.size.quantity()));
  }
  request.limit = scale.price_now(request.limit);
  request.stop = scale.price_now(request.stop);
  request.limit_offset = scale.price_now(request.limit_offset);
  if (!request.trail.is_percent()) {
    request.trail = Trail::amount(scale.price_now(request.trail.amount()));
  }
  return request;
}

OrderRequest after_split(OrderRequest request, const CorporateAction& split, Price tick) {
  request = in_units(request, SplitScale{}.after(split));
  put_on_ticks(request, tick);
  return request;
}

bool is_lowered_by(const CorporateAction& dividend, const OrderRequest& request) {
  constexpr Date kInForce = *Date::from_civil(1994, 5, 16);
  constexpr Price kLeast = Price::from_raw(Price::kScale / 100);
  const bool is_open_order =
      request.time_in_force == TimeInForce::Gtc || request.time_in_force == TimeInForce::Gtd;
  if (request.instrument != dividend.instrument || !is_open_order || dividend.ex_date < kInForce ||
      dividend.amount < kLeast) {
    return false;
  }
  const bool buys = request.side == Side::Buy;
  return buys ? request.type == OrderType::Limit
              : request.type == OrderType::Stop || request.type == OrderType::StopLimit;
}

OrderRequest after_dividend(OrderRequest request, const CorporateAction& dividend, Price tick) {
  for (Price* price : {&request.limit, &request.stop}) {
    if (price->raw() != 0) *price = to_tick(*price - dividend.amount, tick, Rounding::Down);
  }
  return request;
}

}  // namespace tw::inline orders
