#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tw::relay {

/// Hears messages, on a thread of the relay. Must neither call the relay nor end its subscription.
using Listener = std::function<void(std::string_view message)>;

/// A listener's seat at a channel. It hears until the subscription goes, and not after: its end
/// waits for a call that is under way, so whatever the listener refers to need only outlive it.
class Subscription {
 public:
  Subscription() = default;
  Subscription(Subscription&&) noexcept = default;
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription() { leave(); }

 private:
  friend class Audience;
  struct Seat {
    std::string channel;
    std::mutex mutex;
    Listener listener;
  };

  explicit Subscription(std::shared_ptr<Seat> seat) : seat_{std::move(seat)} {}
  void leave();

  std::shared_ptr<Seat> seat_;
};

/// Everybody who listens, by channel. Thread: any.
class Audience {
 public:
  Subscription seat(const std::string& channel, Listener listener);
  /// Calls the listeners of `channel`, in the order in which they came.
  void tell(std::string_view channel, std::string_view message);
  /// Returns the channels that somebody listens to, ascending.
  std::vector<std::string> channels();

 private:
  std::mutex mutex_;
  // Those who left are swept out when the next one comes.
  std::vector<std::weak_ptr<Subscription::Seat>> seats_;
};

}  // namespace tw::relay
