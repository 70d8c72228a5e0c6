#include "sim/resting_orders.hpp"

namespace tw::sim {

template <RestingOrders::Links RestingOrders::Node::* kLinks>
void RestingOrders::link(Ends& ends, Place place) {
  node(place).*kLinks = {.before = ends.last};
  (ends.last == kNowhere ? ends.first : (node(ends.last).*kLinks).after) = place;
  ends.last = place;
}

template <RestingOrders::Links RestingOrders::Node::* kLinks>
void RestingOrders::unlink(Ends& ends, Place place) {
  const Links links = node(place).*kLinks;
  (links.before == kNowhere ? ends.first : (node(links.before).*kLinks).after) = links.after;
  (links.after == kNowhere ? ends.last : (node(links.after).*kLinks).before) = links.before;
}

RestingOrders::Place RestingOrders::add(ClientOrderId id, const OrderRequest& request) {
  Place place = free_;
  if (place == kNowhere) {
    TW_ASSERT(node_count_ < kNowhere);
    place = static_cast<Place>(node_count_);
    nodes_.emplace_back();
    node_count_ += 1;
  } else {
    free_ = node(place).in_all.after;
  }
  // Written where it stays: a copy of what was written a moment ago waits for those writes.
  RestingOrder& order = node(place);
  order = kBlank;
  order.id = id;
  order.request = request;
  link<&Node::in_all>(all_, place);
  link<&Node::in_instrument>(of_instrument_[request.instrument], place);
  size_ += 1;
  return place;
}

void RestingOrders::finish(RestingOrder& order) {
  order.is_done = true;
  done_.push_back(place_of(order));
}

void RestingOrders::put_last(RestingOrder& order) {
  const Place place = place_of(order);
  unlink<&Node::in_all>(all_, place);
  link<&Node::in_all>(all_, place);
  Ends& ends = of_instrument_[order.request.instrument];
  unlink<&Node::in_instrument>(ends, place);
  link<&Node::in_instrument>(ends, place);
}

RestingOrders::Place RestingOrders::place_of(const RestingOrder& order) const {
  return static_cast<Place>(static_cast<const Node*>(&order) - nodes_.data());
}

void RestingOrders::sweep() {
  for (const Place place : done_) {
    unlink<&Node::in_all>(all_, place);
    unlink<&Node::in_instrument>(of_instrument_[node(place).request.instrument], place);
    node(place).in_all.after = free_;
    free_ = place;
  }
  size_ -= done_.size();
  done_.clear();
}

RestingOrder* RestingOrders::find(ClientOrderId id) {
  // What is asked for was mostly sent a moment ago.
  for (Place place = all_.last; place != kNowhere; place = node(place).in_all.before) {
    if (node(place).id == id) return &node(place);
  }
  return nullptr;
}

}  // namespace tw::sim
