#include "orders/blotter.hpp"

#include <algorithm>

#include "orders/report_meaning.hpp"

namespace tw::inline orders {
namespace {

OrderProgress progress_of(const Order& order) {
  OrderProgress progress{.instrument = order.request.instrument,
                         .side = order.request.side,
                         .filled = order.filled,
                         .most_remaining = std::nullopt};
  if (order.is_size_known()) progress.most_remaining = order.most_remaining();
  return progress;
}

}  // namespace

std::string_view to_string(Mismatch mismatch) {
  switch (mismatch) {
    case Mismatch::UnknownOrder:
      return "unknown_order";
    case Mismatch::WrongInstrument:
      return "wrong_instrument";
    case Mismatch::WrongSide:
      return "wrong_side";
    case Mismatch::ImpossibleState:
      return "impossible_state";
    case Mismatch::Overfilled:
      return "overfilled";
  }
  return "unknown";
}

Blotter::Blotter(std::uint32_t session, std::size_t instruments, std::size_t live_max)
    : session_{session}, live_max_{live_max}, live_counts_{instruments} {
  live_.reserve(live_max);
}

ClientOrderId Blotter::next_id() {
  TW_ASSERT(sequence_ != UINT32_MAX);
  sequence_ += 1;
  return make_client_order_id(session_, sequence_);
}

const Order& Blotter::book(ClientOrderId id, const Approved<OrderRequest>& request, Timestamp at) {
  TW_ASSERT(!is_full());
  TW_ASSERT(live_.empty() || live_.back().id < id);  // Which is how an order is found again.
  Order& order = live_.emplace_back(id, *request);
  order.quantity = request->size.quantity();
  order.sent_at = at;
  live_counts_[request->instrument] += 1;
  return order;
}

bool Blotter::cancel(ClientOrderId id) {
  Order* const order = living(id);
  if (order == nullptr) return false;
  const auto next = next_state(order->state, OrderInput::CancelSent);
  if (!next) return false;
  order->state = *next;
  return true;
}

bool Blotter::replace(ClientOrderId id, const Approved<OrderChange>& change) {
  Order* const found = living(id);
  if (found == nullptr) return false;
  Order& order = *found;
  const auto next = next_state(order.state, OrderInput::ReplaceSent);
  if (!next) return false;
  order.state = *next;
  if (order.is_size_known() && change->quantity > order.quantity) {
    order.growth = change->quantity - order.quantity;
  }
  if (changes_.capacity() == 0) changes_.reserve(live_max_);
  changes_.push_back({.id = id, .change = *change});
  return true;
}

/// Settles the change of an order that the venue took or refused. Returns false when there was
/// none, or one that cannot be true of what has filled.
bool Blotter::answer_change(Order& order, const OrderEvent& event) {
  const auto found = std::ranges::find(changes_, order.id, &SentChange::id);
  if (found == changes_.end()) return false;
  if (event.kind == OrderEvent::Kind::Replaced) {
    const OrderRequest request = changed(order.request, found->change);
    if (order.is_size_known() || found->change.quantity.raw() != 0) {
      // A venue may know of less: what a sibling filled is off its size.
      const Quantity size = event.quantity.raw() != 0 ? event.quantity : request.size.quantity();
      if (size <= order.filled) return false;
      order.quantity = size;
    }
    order.request = request;
    order.version += 1;
  } else if (order.is_size_known() && order.remaining().raw() <= 0) {
    return false;  // It filled as if the change held.
  }
  forget_change(order);
  return true;
}

void Blotter::forget_change(Order& order) {
  order.growth = {};
  std::erase_if(changes_, [&](const SentChange& sent) { return sent.id == order.id; });
}

std::expected<const Order*, Mismatch> Blotter::apply(const OrderEvent& event) {
  Order* const found = living(event.order);
  if (found == nullptr) return std::unexpected{Mismatch::UnknownOrder};
  Order& order = *found;
  const OrderProgress progress = progress_of(order);
  const auto next = next_state(order.state, input_of(event, progress));
  if (!next) return std::unexpected{Mismatch::ImpossibleState};

  if (event.kind == OrderEvent::Kind::Filled) {
    if (const auto mismatch = mismatch_of(event, progress)) return std::unexpected{*mismatch};
    order.filled += event.quantity;
    if (!order.is_size_known() && event.is_last) order.quantity = order.filled;
  } else if (event.kind == OrderEvent::Kind::Accepted && event.quantity.raw() != 0) {
    order.quantity = event.quantity;
  } else if (event.kind == OrderEvent::Kind::Replaced ||
             event.kind == OrderEvent::Kind::ReplaceRejected) {
    if (!answer_change(order, event)) return std::unexpected{Mismatch::ImpossibleState};
  }
  order.state = *next;

  if (is_final(order.state) && !changes_.empty()) forget_change(order);
  if (!is_final(order.state)) return &order;
  end(order);
  return &ended_;
}

/// Takes an order that has ended off the record.
void Blotter::end(Order& order) {
  live_counts_[order.request.instrument] -= 1;
  ended_ = order;
  live_.erase(live_.begin() + (&order - live_.data()));
}

void Blotter::split(const CorporateAction& split, Price tick) {
  for (Order& order : live_) {
    if (order.request.instrument != split.instrument) continue;
    for (SentChange& sent : changes_) {
      if (sent.id == order.id) sent.change = after_split(sent.change, order.request, split, tick);
    }
    order.growth = after_split(order.growth, split);
    order.request = after_split(order.request, split, tick);
    order.quantity = after_split(order.quantity, split);
    order.filled = after_split(order.filled, split);
  }
}

void Blotter::lower(const CorporateAction& dividend, Price tick) {
  for (Order& order : live_) {
    if (!is_lowered_by(dividend, order.request)) continue;
    order.request = after_dividend(order.request, dividend, tick);
  }
}

const Order* Blotter::find(ClientOrderId id) const {
  // Mostly it was sent a moment ago.
  if (!live_.empty() && live_.back().id == id) return &live_.back();
  // Ids only grow, and orders are booked in the order of their ids.
  const auto found = std::ranges::lower_bound(live_, id, {}, &Order::id);
  return found == live_.end() || found->id != id ? nullptr : &*found;
}

/// The same, for us who may change it.
Order* Blotter::living(ClientOrderId id) { return const_cast<Order*>(find(id)); }

bool Blotter::has_ended(ClientOrderId id) const {
  const bool is_ours =
      id <= make_client_order_id(session_, sequence_) && id > make_client_order_id(session_, 0);
  return is_ours && find(id) == nullptr;
}

}  // namespace tw::inline orders
