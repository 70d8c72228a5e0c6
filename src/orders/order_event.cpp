#include "orders/order_event.hpp"

namespace tw::inline orders {

std::string_view to_string(OrderReason reason) {
  switch (reason) {
    case OrderReason::None:
      return "";
    case OrderReason::Requested:
      return "requested";
    case OrderReason::SiblingFilled:
      return "sibling_filled";
    case OrderReason::ExitFilled:
      return "exit_filled";
    case OrderReason::ParentGone:
      return "parent_gone";
    case OrderReason::PositionClosed:
      return "position_closed";
    case OrderReason::SizeIsZero:
      return "size_is_zero";
    case OrderReason::InsufficientFunds:
      return "insufficient_funds";
    case OrderReason::SessionEnded:
      return "session_ended";
    case OrderReason::TimeReached:
      return "time_reached";
    case OrderReason::NotAtOnce:
      return "not_at_once";
    case OrderReason::AuctionEnded:
      return "auction_ended";
    case OrderReason::Ruined:
      return "ruined";
    case OrderReason::Delisted:
      return "delisted";
    case OrderReason::UnknownInstrument:
      return "unknown_instrument";
    case OrderReason::UnsettledFunds:
      return "unsettled_funds";
    case OrderReason::PatternDayTrader:
      return "pattern_day_trader";
    case OrderReason::MarginCall:
      return "margin_call";
    case OrderReason::NoLocate:
      return "no_locate";
    case OrderReason::BadPrice:
      return "bad_price";
    case OrderReason::CashInLieu:
      return "cash_in_lieu";
    case OrderReason::OrderEnded:
      return "order_ended";
    case OrderReason::AlreadyTriggered:
      return "already_triggered";
    case OrderReason::QuantityFilled:
      return "quantity_filled";
  }
  return "unknown";
}

}  // namespace tw::inline orders
