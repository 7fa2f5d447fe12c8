#include "tests/reports/browser/browser.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace clino::browser {
namespace {

/// Descriptors on which Chromium reads commands and writes answers (--remote-debugging-pipe).
constexpr int command_fd = 3, answer_fd = 4;

[[noreturn]] void fail(const std::string& text) { throw std::runtime_error("browser: " + text); }

std::string find_chromium() {
  for (const char* path : {"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"})
    if (access(path, X_OK) == 0) return path;
  return {};
}

[[noreturn]] void become_chromium(const std::string& program, const std::string& profile, int read_end, int write_end) {
  // Out of the way first: a pipe may have got one of the two numbers.
  const int in = fcntl(read_end, F_DUPFD, 10), out = fcntl(write_end, F_DUPFD, 10);
  dup2(in, command_fd);
  dup2(out, answer_fd);
  const int null = ::open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) dup2(null, fd);
  setpgid(0, 0);
  const std::string data = "--user-data-dir=" + profile;
  const std::array arguments{program.c_str(),
                             "--headless",
                             "--no-sandbox",
                             "--disable-gpu",
                             "--no-first-run",
                             "--disable-background-networking",
                             "--disable-component-update",
                             "--disable-sync",
                             "--disable-quic",
                             "--disable-dev-shm-usage",
                             "--hide-scrollbars",
                             "--force-color-profile=srgb",
                             "--remote-debugging-pipe",
                             data.c_str(),
                             "about:blank",
                             static_cast<const char*>(nullptr)};
  execv(program.c_str(), const_cast<char* const*>(arguments.data()));
  _exit(127);
}

}  // namespace

bool Browser::is_installed() { return !find_chromium().empty(); }

Browser::Browser() {
  const std::string program = find_chromium();
  if (program.empty()) fail("no Chromium installed");
  std::string pattern = (std::filesystem::temp_directory_path() / "clino-browser-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) fail("no temporary directory");
  profile_ = pattern;
  std::array<int, 2> commands{}, answers{};
  if (pipe2(commands.data(), O_CLOEXEC) != 0 || pipe2(answers.data(), O_CLOEXEC) != 0) fail("no pipe");
  process_ = fork();
  if (process_ == 0) become_chromium(program, profile_, commands[0], answers[1]);
  close(commands[0]);
  close(answers[1]);
  to_ = commands[1];
  from_ = answers[0];
  signal(SIGPIPE, SIG_IGN);
  const Json target = command("Target.createTarget", {{"url", "about:blank"}}, "");
  const Json attached = command("Target.attachToTarget", {{"targetId", target.at("targetId")}, {"flatten", true}}, "");
  session_ = attached.at("sessionId");
  for (const char* domain : {"Page.enable", "Runtime.enable", "Network.enable", "Log.enable"}) call(domain);
}

Browser::~Browser() {
  close(to_);
  close(from_);
  if (process_ > 0) {
    // Closing the pipe ends Chromium; what is still there after two seconds is told to go, by its own group.
    int status = 0;
    for (int i = 0; i < 40 && waitpid(process_, &status, WNOHANG) == 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    kill(-process_, SIGKILL);
    waitpid(process_, &status, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(profile_, ignored);
}

Json Browser::receive() {
  std::size_t end = 0;
  while ((end = buffer_.find('\0')) == std::string::npos) {
    pollfd ready{.fd = from_, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, 30000) <= 0) fail("no answer for 30 seconds");
    std::array<char, 65536> chunk{};
    const ssize_t got = read(from_, chunk.data(), chunk.size());
    if (got <= 0) fail("Chromium ended");
    buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  }
  const Json message = Json::parse(buffer_.substr(0, end));
  buffer_.erase(0, end + 1);
  return message;
}

void Browser::note(const Json& event) {
  const std::string method = event.value("method", "");
  const Json params = event.value("params", Json::object());
  if (method == "Page.loadEventFired") loaded_ = true;
  if (method == "Network.requestWillBeSent") requests.push_back(params.at("request").at("url"));
  if (method == "Runtime.exceptionThrown") errors.push_back(params.dump());
  if (method == "Runtime.consoleAPICalled" && params.value("type", "") == "error") errors.push_back(params.dump());
  if (method == "Log.entryAdded" && params.at("entry").value("level", "") == "error") errors.push_back(params.dump());
}

Json Browser::command(const std::string& method, const Json& params, const std::string& session) {
  const int id = ++next_id_;
  Json message{{"id", id}, {"method", method}, {"params", params}};
  if (!session.empty()) message["sessionId"] = session;
  std::string text = message.dump();
  text.push_back('\0');
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t n = write(to_, text.data() + sent, text.size() - sent);
    if (n <= 0) fail("Chromium does not listen");
    sent += static_cast<std::size_t>(n);
  }
  while (true) {
    const Json answer = receive();
    if (answer.value("id", -1) != id) {
      note(answer);
      continue;
    }
    if (answer.contains("error")) fail(method + ": " + answer["error"].dump());
    return answer.value("result", Json::object());
  }
}

Json Browser::call(const std::string& method, const Json& params) { return command(method, params, session_); }

void Browser::open(const std::string& url) {
  loaded_ = false;
  call("Page.navigate", {{"url", url}});
  while (!loaded_) note(receive());
}

Json Browser::evaluate(const std::string& expression) {
  const Json answer =
      call("Runtime.evaluate", {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}});
  if (answer.contains("exceptionDetails")) fail(expression + ": " + answer["exceptionDetails"].dump());
  return answer.at("result").value("value", Json());
}

void Browser::press(const std::string& key) {
  const Json text = key == "Enter" ? Json("\r") : key.size() == 1 ? Json(key) : Json();
  Json down{{"type", text.is_null() ? "rawKeyDown" : "keyDown"}, {"key", key}, {"code", key}};
  if (key == "Enter") down["windowsVirtualKeyCode"] = 13;
  if (key == "Tab") down["windowsVirtualKeyCode"] = 9;
  if (!text.is_null()) down["text"] = text;
  call("Input.dispatchKeyEvent", down);
  call("Input.dispatchKeyEvent", {{"type", "keyUp"}, {"key", key}, {"code", key}});
}

void Browser::set_size(int width, int height, double scale) {
  call("Emulation.setDeviceMetricsOverride",
       {{"width", width}, {"height", height}, {"deviceScaleFactor", scale}, {"mobile", false}});
}

void Browser::set_scheme(const std::string& scheme) {
  scheme_ = scheme;
  emulate();
}

void Browser::set_medium(const std::string& medium) {
  medium_ = medium;
  emulate();
}

void Browser::emulate() {
  const Json feature{{"name", "prefers-color-scheme"}, {"value", scheme_}};
  call("Emulation.setEmulatedMedia", {{"media", medium_}, {"features", Json::array({feature})}});
}

std::string Browser::picture() {
  const Json answer = call("Page.captureScreenshot", {{"format", "png"}, {"captureBeyondViewport", true}});
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int have = 0;
  for (const char c : answer.at("data").get<std::string>()) {
    const std::size_t digit = digits.find(c);
    if (digit == std::string_view::npos) break;
    bits = (bits << 6U) | static_cast<unsigned>(digit);
    if ((have += 6) >= 8) bytes.push_back(static_cast<char>((bits >> (have -= 8)) & 0xffU));
  }
  return bytes;
}

void Browser::forget() {
  requests.clear();
  errors.clear();
}

}  // namespace clino::browser
