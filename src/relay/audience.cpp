#include "relay/audience.hpp"

#include <set>
#include <utility>

namespace tw::relay {

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  if (this != &other) {
    leave();
    seat_ = std::move(other.seat_);
  }
  return *this;
}

void Subscription::leave() {
  if (seat_ == nullptr) return;
  {
    const std::lock_guard lock{seat_->mutex};
    seat_->listener = nullptr;
  }
  seat_.reset();
}

Subscription Audience::seat(const std::string& channel, Listener listener) {
  auto seat = std::make_shared<Subscription::Seat>();
  seat->channel = channel;
  seat->listener = std::move(listener);
  const std::lock_guard lock{mutex_};
  std::erase_if(seats_, [](const auto& one) { return one.expired(); });
  seats_.push_back(seat);
  return Subscription{std::move(seat)};
}

void Audience::tell(std::string_view channel, std::string_view message) {
  std::vector<std::shared_ptr<Subscription::Seat>> present;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& one : seats_) {
      if (auto seat = one.lock(); seat != nullptr && seat->channel == channel) {
        present.push_back(std::move(seat));
      }
    }
  }
  for (const auto& seat : present) {
    const std::lock_guard lock{seat->mutex};
    if (seat->listener) seat->listener(message);
  }
}

std::vector<std::string> Audience::channels() {
  std::set<std::string> names;
  const std::lock_guard lock{mutex_};
  for (const auto& one : seats_) {
    if (const auto seat = one.lock()) names.insert(seat->channel);
  }
  return {names.begin(), names.end()};
}

}  // namespace tw::relay
