import Hummingbird
@main struct Courant { static func main() {} }
