#include "backtest/backtest_recorder.hpp"

#include <variant>

namespace tw::backtest {
namespace {

OrderState ended_as(const OrderEvent& event) {
  switch (event.kind) {
    case OrderEvent::Kind::Accepted:
    case OrderEvent::Kind::Triggered:
    case OrderEvent::Kind::Replaced:
    case OrderEvent::Kind::ReplaceRejected:
      return OrderState::Working;
    case OrderEvent::Kind::Rejected:
      return OrderState::Rejected;
    case OrderEvent::Kind::Filled:
      return event.is_last ? OrderState::Filled : OrderState::PartlyFilled;
    case OrderEvent::Kind::Cancelled:
      return OrderState::Cancelled;
    case OrderEvent::Kind::Expired:
      return OrderState::Expired;
  }
  return OrderState::Pending;
}

}  // namespace

BacktestRecorder::BacktestRecorder(const RecorderCapacity& capacity)
    : keeps_commands_{capacity.keeps_commands} {
  samples_.reserve(capacity.samples);
  orders_.reserve(capacity.orders);
  order_at_.reserve(capacity.orders + 1);
  trips_.reserve(capacity.orders / 2);
}

void BacktestRecorder::record_command(const Stamp& stamp, const Command& command) {
  digest_.add(stamp, command);
  if (keeps_commands_) asked_.push_back({stamp.at, command});
  const auto* submit = std::get_if<SubmitOrder>(&command);
  if (submit == nullptr) return;
  const std::size_t sequence = sequence_of(submit->id);
  if (order_at_.size() <= sequence) order_at_.resize(sequence + 1);
  const OrderRequest& request = *submit->request;
  // Made where it stays: it is the largest thing that an order leaves behind.
  OrderRecord& order = orders_.emplace_back(submit->id, request);
  order.limit = request.limit;
  order.stop = request.stop;
  order.trail = request.trail;
  order.limit_offset = request.limit_offset;
  order.quantity = request.size.quantity();
  order.placed_at = stamp.at;
  order.ended_at = stamp.at;
  order_at_[sequence] = static_cast<std::uint32_t>(orders_.size());
}

OrderRecord* BacktestRecorder::find(ClientOrderId id) {
  const std::size_t sequence = sequence_of(id);
  if (id == kNoOrder || sequence >= order_at_.size() || order_at_[sequence] == 0) return nullptr;
  return &orders_[order_at_[sequence] - 1];
}

/// Notes what a corporate action or a change made of a live order: its record ends in the units of
/// its end.
void BacktestRecorder::restate(const Order& live) {
  OrderRecord* const record = find(live.id);
  if (record == nullptr) return;
  record->limit = live.request.limit;
  record->stop = live.request.stop;
  record->trail = live.request.trail;
  record->limit_offset = live.request.limit_offset;
  if (live.is_size_known()) record->quantity = live.quantity;
  record->version = live.version;
  record->filled = live.filled;
}

void BacktestRecorder::record_order(const OrderEvent& event) {
  OrderRecord* const record = find(event.order);
  const bool answers_change =
      event.kind == OrderEvent::Kind::Replaced || event.kind == OrderEvent::Kind::ReplaceRejected;
  if (record == nullptr || answers_change) return;  // The life of the order goes on as it was.
  OrderRecord& order = *record;
  order.state = ended_as(event);
  order.reason = event.reason;
  order.ended_at = event.event_at;
  // Whatever is not a fill is known, and so happens, when a bar is.
  order.is_end_at_close = event.is_at_close || event.kind != OrderEvent::Kind::Filled;
  if (event.kind == OrderEvent::Kind::Accepted && event.quantity.raw() != 0) {
    order.quantity = event.quantity;
  }
  if (event.kind != OrderEvent::Kind::Filled) return;
  order.filled += event.quantity;
  if (order.quantity < order.filled) order.quantity = order.filled;
  order.filled_value += event.price.as_double() * event.quantity.as_double();
  order.commission += event.commission;
}

}  // namespace tw::backtest
