#pragma once

namespace tw::risk {
class RiskEngine;
}

namespace tw::inline orders {

/// Proof that risk has passed a `T`. Only `risk::RiskEngine` can make one, and only an approved
/// request can become a command, so an unchecked order does not compile.
template <class T>
class Approved {
 public:
  const T& operator*() const { return value_; }
  const T* operator->() const { return &value_; }

 private:
  friend class risk::RiskEngine;
  explicit Approved(const T& value) : value_{value} {}

  T value_;
};

}  // namespace tw::inline orders
