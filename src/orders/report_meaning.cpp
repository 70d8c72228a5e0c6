#include "orders/report_meaning.hpp"

namespace tw::inline orders {

OrderInput input_of(const OrderEvent& event, const OrderProgress& order) {
  switch (event.kind) {
    case OrderEvent::Kind::Accepted:
      return OrderInput::Ack;
    case OrderEvent::Kind::Rejected:
      return OrderInput::Reject;
    case OrderEvent::Kind::Triggered:
      return OrderInput::Trigger;
    case OrderEvent::Kind::Filled:
      return event.is_last || event.quantity == order.most_remaining ? OrderInput::FillLast
                                                                     : OrderInput::Fill;
    case OrderEvent::Kind::Cancelled:
      return OrderInput::CancelAck;
    case OrderEvent::Kind::Expired:
      return OrderInput::Expire;
    case OrderEvent::Kind::Replaced:
    case OrderEvent::Kind::ReplaceRejected:
      return order.filled.raw() == 0 ? OrderInput::ReplaceDone : OrderInput::ReplaceDonePartly;
  }
  return OrderInput::Reject;
}

std::optional<Mismatch> mismatch_of(const OrderEvent& fill, const OrderProgress& order) {
  if (fill.instrument != order.instrument) return Mismatch::WrongInstrument;
  if (fill.side != order.side) return Mismatch::WrongSide;
  if (fill.quantity.raw() <= 0) return Mismatch::ImpossibleState;
  // A size that only the venue knows is learnt from its acknowledgement or its last fill.
  if (order.most_remaining && fill.quantity > *order.most_remaining) return Mismatch::Overfilled;
  return std::nullopt;
}

std::optional<std::string_view> venue_trade_of(const OrderEvent& event) {
  if (event.kind != OrderEvent::Kind::Filled || event.order != kNoOrder) return std::nullopt;
  switch (event.reason) {
    case OrderReason::Ruined:
      return "ruin";
    case OrderReason::MarginCall:
      return "margin_call";
    case OrderReason::CashInLieu:
      return "cash_in_lieu";
    default:
      return std::nullopt;
  }
}

}  // namespace tw::inline orders
