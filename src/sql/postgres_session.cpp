#include "sql/postgres_session.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <utility>

#include "sql/libpq.hpp"
#include "sql/postgres_error.hpp"

namespace tw::sql {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// How long a server may take to answer that it has stopped.
constexpr milliseconds kGrace{2'000};

milliseconds until(Clock::time_point at) {
  return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(at - Clock::now()));
}

}  // namespace

void ClearResult::operator()(pg_result* result) const { libpq().clear(result); }

PostgresSession::~PostgresSession() { close(); }

void PostgresSession::close() {
  {
    const std::lock_guard lock{cancel_point_->mutex};
    if (cancel_point_->handle != nullptr) libpq().freeCancel(cancel_point_->handle);
    cancel_point_->handle = nullptr;
  }
  if (connection_ != nullptr) libpq().finish(connection_);
  connection_ = nullptr;
}

std::expected<void, Error> PostgresSession::connect() {
  close();
  is_stopping_ = false;
  const Clock::time_point end = Clock::now() + patience_;
  const std::string seconds = std::to_string(
      std::max<std::int64_t>(2, std::chrono::ceil<std::chrono::seconds>(patience_).count()));
  // What stands in the address, expanded from `dbname`, wins over what stands before it.
  const std::array keys{"fallback_application_name", "connect_timeout", "dbname", "client_encoding",
                        static_cast<const char*>(nullptr)};
  const std::array values{"tradewind", seconds.c_str(), address_.secret().c_str(), "UTF8",
                          static_cast<const char*>(nullptr)};
  connection_ = libpq().connectStartParams(keys.data(), values.data(), 1);
  if (connection_ == nullptr) {
    return std::unexpected{Error{Reason::Full, "no memory for a connection"}};
  }
  libpq().setErrorVerbosity(connection_, PQERRORS_VERBOSE);
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK) {
    if (libpq().status(connection_) == CONNECTION_BAD || status == PGRES_POLLING_FAILED) {
      auto error = connection_error(connection_, address_);
      close();
      return std::unexpected{std::move(error)};
    }
    if (!poll_socket(status == PGRES_POLLING_WRITING, until(end))) {
      close();
      return std::unexpected{Error{Reason::Lost, address_.shown() + ": no answer within " +
                                                     std::to_string(patience_.count()) +
                                                     " ms; check host and port"}};
    }
    status = libpq().connectPoll(connection_);
  }
  libpq().setErrorVerbosity(connection_, PQERRORS_DEFAULT);
  libpq().setnonblocking(connection_, 1);
  // Notices are for a person at a terminal of psql.
  libpq().setNoticeReceiver(connection_, [](void*, const PGresult*) {}, nullptr);
  const std::lock_guard lock{cancel_point_->mutex};
  cancel_point_->handle = libpq().getCancel(connection_);
  return {};
}

bool PostgresSession::is_lost() {
  // Twice: the first look may bring the server's farewell, the second then the end of the stream.
  for (int look = 0; look < 2; ++look) {
    if (connection_ == nullptr || libpq().status(connection_) != CONNECTION_OK) return true;
    if (libpq().transactionStatus(connection_) == PQTRANS_ACTIVE) return false;
    if (!poll_socket(false, milliseconds{0})) return false;
    if (libpq().consumeInput(connection_) == 0) return true;
    static_cast<void>(libpq().isBusy(connection_));
  }
  return libpq().status(connection_) != CONNECTION_OK;
}

Cancel PostgresSession::canceller() {
  return [point = cancel_point_] {
    const std::lock_guard lock{point->mutex};
    std::array<char, 256> complaint{};
    if (point->handle != nullptr) {
      libpq().cancel(point->handle, complaint.data(), static_cast<int>(complaint.size()));
    }
  };
}

bool PostgresSession::poll_socket(bool wants_write, std::optional<milliseconds> left) const {
  pollfd socket{.fd = libpq().socket(connection_),
                .events = static_cast<short>(wants_write ? POLLIN | POLLOUT : POLLIN),
                .revents = 0};
  if (socket.fd < 0) return true;
  const std::optional<Clock::time_point> end =
      left ? std::optional{Clock::now() + *left} : std::nullopt;
  while (true) {
    const int timeout = end ? static_cast<int>(until(*end).count()) : -1;
    const int ready = ::poll(&socket, 1, timeout);
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return true;  // The next read of the socket will say what is wrong.
  }
}

std::optional<milliseconds> PostgresSession::left() const {
  if (!deadline_) return std::nullopt;
  return until(started_ + *deadline_ + (is_stopping_ ? kGrace : milliseconds{0}));
}

Error PostgresSession::lost() {
  Error error = connection_ == nullptr
                    ? Error{Reason::Lost, address_.shown() + ": the connection has gone"}
                    : connection_error(connection_, address_);
  error.reason = Reason::Lost;
  close();
  return error;
}

Error PostgresSession::give_up() {
  const Error late{Reason::Late, address_.shown() + ": the statement ran past its deadline"};
  if (is_stopping_) {
    close();  // It was asked to stop and did not: what it says later has no reader.
    return late;
  }
  is_stopping_ = true;
  canceller()();
  return late;
}

std::expected<void, Error> PostgresSession::flush() {
  while (true) {
    if (connection_ == nullptr) return std::unexpected{lost()};
    const int state = libpq().flush(connection_);
    if (state == 0) return {};
    if (state < 0) {
      // The server may have said why before it closed: that is read as a result.
      if (libpq().status(connection_) == CONNECTION_OK) return {};
      return std::unexpected{lost()};
    }
    if (!poll_socket(true, left())) {
      auto late = give_up();
      close();  // Half a statement has gone out: nobody could go on from there.
      return std::unexpected{std::move(late)};
    }
    if (libpq().consumeInput(connection_) == 0) return std::unexpected{lost()};
  }
}

std::expected<void, Error> PostgresSession::wait_for_bytes() {
  if (connection_ == nullptr) return std::unexpected{lost()};
  while (!poll_socket(false, left())) {
    auto late = give_up();
    if (connection_ == nullptr) return std::unexpected{std::move(late)};
  }
  if (libpq().consumeInput(connection_) == 0) return std::unexpected{lost()};
  return {};
}

std::expected<void, Error> PostgresSession::wait() {
  if (connection_ == nullptr) return std::unexpected{lost()};
  while (libpq().isBusy(connection_) != 0) {
    if (auto more = wait_for_bytes(); !more) return more;
  }
  return {};
}

std::expected<Result, Error> PostgresSession::next() {
  if (auto ready = wait(); !ready) return std::unexpected{ready.error()};
  return Result{libpq().getResult(connection_)};
}

std::expected<void, Error> PostgresSession::check(const Result& result) {
  switch (libpq().resultStatus(result.get())) {
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE:
      break;
    default:
      return {};
  }
  if (libpq().status(connection_) != CONNECTION_OK) return std::unexpected{lost()};
  Error error = postgres_error(result.get(), address_);
  if (error.reason == Reason::Cancelled && is_stopping_) {
    error = {Reason::Late, address_.shown() + ": the statement ran past its deadline"};
  }
  return std::unexpected{std::move(error)};
}

std::expected<Result, Error> PostgresSession::finish() {
  Result last;
  std::optional<Error> first_error;
  while (true) {
    auto result = next();
    if (!result) return result;
    if (*result == nullptr) break;
    const auto good = check(*result);
    if (!good && !first_error) first_error = good.error();
    if (connection_ == nullptr) break;
    const ExecStatusType status = libpq().resultStatus(result->get());
    last = std::move(*result);
    // A copy goes on by other calls; asking for more results now would never end.
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) break;
  }
  is_stopping_ = false;
  if (first_error) return std::unexpected{std::move(*first_error)};
  if (last == nullptr) return std::unexpected{lost()};
  return last;
}

}  // namespace tw::sql
