#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "core/assert.hpp"
#include "core/ids.hpp"
#include "core/per_instrument.hpp"
#include "sim/resting_order.hpp"

namespace tw::sim {

/// The orders at a venue in the order of their arrival: all of them, and those of one instrument.
///
/// A bar concerns the orders of its instrument alone, so it walks those and no others. An order
/// keeps its place from its arrival until it is swept, so references to it stay good while fills
/// end and wake others; only `add` may move them.
class RestingOrders {
 public:
  using Place = std::uint32_t;  ///< Where an order is, from its arrival until it is swept.

  explicit RestingOrders(std::size_t instruments) : of_instrument_{instruments} {}

  void reserve(std::size_t orders) {
    nodes_.reserve(orders);
    done_.reserve(orders);
  }

  RestingOrder& operator[](Place place) { return node(place); }
  /// Returns how many orders have not been swept.
  std::size_t size() const { return size_; }

  /// Takes an order in behind all others; returns where it is.
  Place add(ClientOrderId id, const OrderRequest& request);
  /// Notes that nothing is left to do for an order of this list: the next sweep takes it out.
  void finish(RestingOrder& order);
  /// Puts an order behind all others, where it stands in line anew.
  void put_last(RestingOrder& order);
  /// Takes out what is done.
  void sweep();

  /// Returns the order, done or not, or null.
  RestingOrder* find(ClientOrderId id);

  auto all() { return Walk<&Node::in_all>{this, all_.first}; }
  auto of(InstrumentId instrument) {
    return Walk<&Node::in_instrument>{this, of_instrument_[instrument].first};
  }

 private:
  Place place_of(const RestingOrder& order) const;

  static constexpr Place kNowhere = UINT32_MAX;
  static constexpr RestingOrder kBlank{};

  struct Links {
    Place before = kNowhere;
    Place after = kNowhere;
  };
  struct Node : RestingOrder {
    Links in_all;
    Links in_instrument;
  };
  struct Ends {
    Place first = kNowhere;
    Place last = kNowhere;
  };

  /// The orders of one list, oldest first. Nothing may be added or swept on the way.
  template <Links Node::* kLinks>
  class Walk {
   public:
    class Iterator {
     public:
      using value_type = RestingOrder;
      using difference_type = std::ptrdiff_t;

      Iterator() = default;
      Iterator(RestingOrders* orders, Place place) : orders_{orders}, place_{place} {}

      RestingOrder& operator*() const { return orders_->node(place_); }
      Iterator& operator++() {
        place_ = (orders_->node(place_).*kLinks).after;
        return *this;
      }
      Iterator operator++(int) {
        const Iterator old = *this;
        ++*this;
        return old;
      }
      bool operator==(std::default_sentinel_t) const { return place_ == kNowhere; }

     private:
      RestingOrders* orders_ = nullptr;
      Place place_ = kNowhere;
    };

    Walk(RestingOrders* orders, Place first) : orders_{orders}, first_{first} {}
    Iterator begin() const { return {orders_, first_}; }
    std::default_sentinel_t end() const { return {}; }

   private:
    RestingOrders* orders_;
    Place first_;
  };

  /// Looked up several times for each order: counted, where `size()` of a vector would divide.
  Node& node(Place place) {
    TW_ASSERT(place < node_count_);
    return nodes_.data()[place];
  }
  template <Links Node::* kLinks>
  void link(Ends& ends, Place place);
  template <Links Node::* kLinks>
  void unlink(Ends& ends, Place place);

  std::vector<Node> nodes_;
  std::size_t node_count_ = 0;
  std::vector<Place> done_;
  Place free_ = kNowhere;  ///< The first place to use again; the others hang on its links.
  std::size_t size_ = 0;
  Ends all_;
  PerInstrument<Ends> of_instrument_;
};

}  // namespace tw::sim
