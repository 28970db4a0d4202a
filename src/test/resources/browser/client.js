// Passes a message through the broker and says on the page what came. The page's address carries the port: client.html#8080
const result = document.getElementById("result");
const client = new Paho.Client("127.0.0.1", Number(location.hash.slice(1)), "/mqtt", "browser");

function fail(what) {
    result.textContent = "failed: " + JSON.stringify(what);
}

client.onConnectionLost = ended => {
    // Code 0 is our own disconnect.
    if (ended.errorCode !== 0) {
        fail(ended);
    }
};
client.onMessageArrived = message => {
    result.textContent = message.destinationName + " " + message.payloadString + " qos " + message.qos;
    client.disconnect();
};
client.connect({
    mqttVersion: 4,
    onFailure: fail,
    onSuccess: () => client.subscribe("browser/+", {
        qos: 2,
        onFailure: fail,
        onSuccess: () => client.send("browser/greeting", "hällo", 2)
    })
});
