#include "sim/resting_orders.hpp"

#include "core/assert.hpp"

namespace tw::sim {

template <RestingOrders::Links RestingOrders::Node::* kLinks>
void RestingOrders::link(Ends& ends, Place place) {
  nodes_[place].*kLinks = {.before = ends.last};
  (ends.last == kNowhere ? ends.first : (nodes_[ends.last].*kLinks).after) = place;
  ends.last = place;
}

template <RestingOrders::Links RestingOrders::Node::* kLinks>
void RestingOrders::unlink(Ends& ends, Place place) {
  const Links links = nodes_[place].*kLinks;
  (links.before == kNowhere ? ends.first : (nodes_[links.before].*kLinks).after) = links.after;
  (links.after == kNowhere ? ends.last : (nodes_[links.after].*kLinks).before) = links.before;
}

RestingOrders::Place RestingOrders::add(const RestingOrder& order) {
  Place place = free_;
  if (place == kNowhere) {
    TW_ASSERT(nodes_.size() < kNowhere);
    place = static_cast<Place>(nodes_.size());
    nodes_.emplace_back();
  } else {
    free_ = nodes_[place].in_all.after;
  }
  static_cast<RestingOrder&>(nodes_[place]) = order;
  link<&Node::in_all>(all_, place);
  link<&Node::in_instrument>(of_instrument_[order.request.instrument], place);
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
    unlink<&Node::in_instrument>(of_instrument_[nodes_[place].request.instrument], place);
    nodes_[place].in_all.after = free_;
    free_ = place;
  }
  size_ -= done_.size();
  done_.clear();
}

RestingOrder* RestingOrders::find(ClientOrderId id) {
  // What is asked for was mostly sent a moment ago.
  for (Place place = all_.last; place != kNowhere; place = nodes_[place].in_all.before) {
    if (nodes_[place].id == id) return &nodes_[place];
  }
  return nullptr;
}

}  // namespace tw::sim
